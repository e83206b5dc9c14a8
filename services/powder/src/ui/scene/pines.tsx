interface Props {
  /** Where the trunks stand, from the left. */
  at: readonly number[];
  ground: number;
  height: number;
  fill: string;
}

/** A row of pines of slightly different heights. */
export function Pines({ at, ground, height, fill }: Props) {
  return (
    <g fill={fill}>
      {at.map((x, index) => (
        <path key={x} d={pine(x, ground, height * (0.82 + ((index * 37) % 30) / 100))} />
      ))}
    </g>
  );
}

/** Three tiers of branches above a trunk, as one path. */
function pine(x: number, ground: number, height: number): string {
  const half = height * 0.23;
  const tier = (top: number, bottom: number, width: number) =>
    `M${x} ${ground - height * top} ${x + width} ${ground - height * bottom}H${x - width}Z`;
  return [
    tier(1, 0.58, half * 0.6),
    tier(0.78, 0.32, half * 0.82),
    tier(0.52, 0.07, half),
    `M${x - half * 0.12} ${ground - height * 0.1}h${half * 0.24}v${height * 0.1}h${-half * 0.24}Z`,
  ].join('');
}
