import type { Context } from '../context.ts';
import { type PageArgs, toConnection, toPageRequest } from '../lib/connection.ts';
import {
  PARAMETER_CURSOR,
  type ParameterFilter,
  parameterCursor,
  type SetList,
} from './parameter-page.service.ts';

/** A page of the parameters of one owner, with what its total is counted from. */
export async function parameterConnection(
  { loaders, limits }: Pick<Context, 'loaders' | 'limits'>,
  owner: SetList,
  args: PageArgs & { readonly filter?: ParameterFilter | null | undefined },
) {
  const page = toPageRequest(args, limits, PARAMETER_CURSOR);
  const filter = args.filter ?? {};
  const rows = await loaders.parameterPage.load({ owner, filter, page });
  return { ...toConnection(rows, page, (row) => parameterCursor(row, filter)), owner, filter };
}
