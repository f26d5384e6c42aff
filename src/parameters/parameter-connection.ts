import type { Context } from '../context.ts';
import { type PageArgs, toConnection, toPageRequest } from '../lib/connection.ts';
import type { ParameterFilter, SetList } from './parameter.service.ts';

/** A page of the parameters of one owner, with what its total is counted from. */
export async function parameterConnection(
  { loaders, limits }: Pick<Context, 'loaders' | 'limits'>,
  owner: SetList,
  args: PageArgs & { readonly filter?: ParameterFilter | null | undefined },
) {
  const page = toPageRequest(args, limits, ['text']);
  const filter = args.filter ?? {};
  const rows = await loaders.parameterPage.load({ owner, filter, page });
  return { ...toConnection(rows, page, ({ identifier }) => [identifier]), owner, filter };
}
