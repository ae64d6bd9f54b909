import type { IConstruct } from 'constructs';
import { controls, enforced, notEnforced } from './enforcement';
import { gatewayTerms } from './gateways';
import { markdown } from './markdown';
import { modelTerms, quotaTerms } from './models';
import type { ContractPage } from './page';
import { routeTerms, trafficTerms } from './routes';
import { Platform } from './tree';

/**
 * What a platform promises to those who call it, as one page: addresses, models, limits, and what nobody keeps. It is
 * read from the constructs of a program, so that it cannot differ from what they render; overlays and patches are not in it.
 * The program writes the page where it wants it, such as `writeFileSync('CONTRACT.md', page)`.
 *
 * @example
 *
 * import type { App } from 'cdk8s';
 * import { Contract } from 'cdk8s-inference-gateway';
 * declare const app: App;
 * const page = Contract.of(app).toMarkdown();
 */
export class Contract {
  /** The contract of the App that a construct belongs to, as far as it is made. */
  public static of(scope: IConstruct): Contract {
    return new Contract(scope.node.root);
  }

  private constructor(private readonly root: IConstruct) {}

  /** The contract as a page for people. */
  public toMarkdown(): string {
    return markdown(this.page());
  }

  /** The contract as data: gateways, routes, trafficClasses, models, quotas, controls, enforced, notEnforced. */
  public toJson(): { [field: string]: unknown } {
    return JSON.parse(JSON.stringify(this.page()));
  }

  private page(): ContractPage {
    const platform = new Platform(this.root);
    const terms = {
      gateways: gatewayTerms(platform),
      routes: routeTerms(platform),
      models: modelTerms(platform),
      quotas: quotaTerms(platform),
    };
    return {
      ...terms,
      trafficClasses: trafficTerms(platform),
      controls: controls(terms),
      enforced: enforced(platform, terms),
      notEnforced: notEnforced(terms),
    };
  }
}
