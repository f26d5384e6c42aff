/**
 * The strongly connected components of a directed graph: nodes are in one if each can be reached
 * from the other. Tarjan's algorithm, without recursion, since a path may be as long as the graph.
 *
 * @param successors The nodes that each node leads to; nodes are numbered from 0.
 * @returns the component of each node, numbered from 0.
 */
export function strongComponents(successors: readonly (readonly number[])[]): number[] {
  const order = new Array<number>(successors.length).fill(-1);
  const lowest = new Array<number>(successors.length).fill(-1);
  const component = new Array<number>(successors.length).fill(-1);
  /** Nodes that have no component yet, in the order they were met. */
  const open: number[] = [];
  /** The path to the node that is looked at, with the place among the successors of each. */
  const path: { readonly node: number; next: number }[] = [];
  let met = 0;
  let components = 0;

  const enter = (node: number) => {
    order[node] = lowest[node] = met++;
    open.push(node);
    path.push({ node, next: 0 });
  };
  const lower = (node: number, value: number) => {
    lowest[node] = Math.min(lowest[node]!, value);
  };

  for (let root = 0; root < successors.length; root++) {
    if (order[root] === -1) enter(root);
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { node } = step;
      const successor = successors[node]![step.next++];
      if (successor !== undefined) {
        if (order[successor] === -1) enter(successor);
        else if (component[successor] === -1) lower(node, order[successor]!);
        continue;
      }
      path.pop();
      const caller = path.at(-1);
      if (caller) lower(caller.node, lowest[node]!);
      if (lowest[node] !== order[node]) continue;
      for (let last = open.pop(); last !== undefined; last = open.pop()) {
        component[last] = components;
        if (last === node) break;
      }
      components++;
    }
  }
  return component;
}
