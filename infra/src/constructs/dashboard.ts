import { CloudwatchDashboard } from '#aws/cloudwatch-dashboard';
import { Construct } from 'constructs';

/** One line of a chart: namespace, metric, then dimensions as name, value, name, value. */
export type Metric = readonly [namespace: string, metric: string, ...dimensions: string[]];

export interface Chart {
  readonly title: string;
  readonly metrics: readonly Metric[];
  readonly statistic: 'Average' | 'Maximum' | 'Sum';
}

export interface DashboardProps {
  /** Name of the dashboard, one of three that an account has for nothing. */
  readonly name: string;
  readonly region: string;
  /** All alarms, shown on top. */
  readonly alarmArns: readonly string[];
  /** Three to a row, in this order. */
  readonly charts: readonly Chart[];
}

const COLUMNS = 24;
const CHART = { width: 8, height: 6 } as const;
const ALARMS_HEIGHT = 3;

/** One page that says whether all is well, and where to look when it is not. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { name, region, alarmArns, charts }: DashboardProps) {
    super(scope, id);
    const alarms = {
      type: 'alarm',
      ...{ x: 0, y: 0, width: COLUMNS, height: ALARMS_HEIGHT },
      properties: { title: 'Alarms', alarms: alarmArns },
    };
    const widgets = charts.map(({ title, metrics, statistic }, index) => ({
      type: 'metric',
      ...CHART,
      x: (index * CHART.width) % COLUMNS,
      y: ALARMS_HEIGHT + Math.floor((index * CHART.width) / COLUMNS) * CHART.height,
      properties: { title, region, view: 'timeSeries', period: 300, stat: statistic, metrics },
    }));
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: name,
      dashboardBody: JSON.stringify({ widgets: [alarms, ...widgets] }),
    }).overrideLogicalId('dashboard');
  }
}
