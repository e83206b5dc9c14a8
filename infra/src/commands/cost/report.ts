import type { Environment } from '../../config.ts';
import { type StackCost, totalOf } from '../../cost/estimate.ts';
import { PRICE_REGION, prices, PRICES_AS_OF } from '../../cost/prices.ts';
import { HOURS, type Usage, usages } from '../../cost/usage.ts';

/** USD a month: what the walkthrough of 2018 promised for its smallest cluster. */
export const FIGURE_OF_2018 = 30;

/** USD, to be used within twelve months: what AWS gives a new account at most (Free Tier since July 2025). */
export const NEW_ACCOUNT_CREDITS = 200;

/** USD a month, the mean of a new account's first year. */
export const firstYear = (monthlyUsd: number): number => Math.max(0, monthlyUsd - NEW_ACCOUNT_CREDITS / 12);

const usd = (amount: number): string => amount.toFixed(2).padStart(9);
const round = (amount: number): string => amount.toLocaleString('en', { maximumFractionDigits: 1 });

/** The estimate as text: stacks with what they pay for, the sum, and what was assumed. */
export function costReport(environment: Environment, costs: readonly StackCost[]): readonly string[] {
  const paying = costs.filter(({ monthlyUsd }) => monthlyUsd >= 0.005);
  return [
    `${environment.name} (size ${environment.size}), USD a month`,
    '',
    ...paying.flatMap(({ stack, monthlyUsd, lines }) => [
      `${usd(monthlyUsd)}  ${stack}`,
      ...lines
        .filter((line) => line.monthlyUsd >= 0.005)
        .map(
          (line) =>
            `${usd(line.monthlyUsd)}    ${line.meter}: ${round(line.units)} × ${prices[line.meter]?.usd} (${prices[line.meter]?.per})`,
        ),
    ]),
    '',
    `${usd(totalOf(costs))}  in all`,
    ...comparison(environment, totalOf(costs)),
    '',
    ...assumptions(environment, usages[environment.size]),
  ];
}

/** The bar of 2018 is for the smallest size only. */
function comparison({ size }: Environment, total: number): readonly string[] {
  if (size !== 'free-tier') return [];
  return [
    `${usd(firstYear(total))}  in a new account's first year, on average: ${NEW_ACCOUNT_CREDITS} USD of credits taken off`,
    `${usd(FIGURE_OF_2018)}  in 2018`,
  ];
}

function assumptions({ region, features }: Environment, usage: Usage): readonly string[] {
  return [
    `Assumed: ${HOURS} hours; the smallest number of nodes (${features.nodesMin}); ${usage.trafficOutGb} GB to the world, ` +
      `${usage.natGb} GB through NAT, ${usage.logGb} GB of logs, ${usage.mails.toLocaleString('en')} mails, ` +
      `${usage.imagesGb} GB of images in each repository.`,
    'AWS’s lasting allowances are taken off as in an account of its own; credits only where it says so.',
    `List prices of ${PRICE_REGION}, ${PRICES_AS_OF}, without tax.` +
      (region === PRICE_REGION
        ? ''
        : ` ${region} has its own, up to a third higher: the numbers above are not its.`),
    ...(features.spotNodes
      ? ['Nodes are spot: an average; the price of the day is up to a half higher or lower.']
      : []),
  ];
}
