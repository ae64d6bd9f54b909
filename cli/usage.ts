export const USAGE = `cdk8s-inference-gateway check FOLDER|FILE|-... [--format text|json] [--namespace NAME] [--exists KIND/NAMESPACE/NAME]...

Judges Kubernetes manifests, whoever wrote them, by the rules that the library keeps at synth.
A folder is read with the folders in it: *.yaml, *.yml and *.json; '-' is the standard input.
All objects that belong together should be judged together: what is not there cannot be reached.

  --format text|json      text (default), or a list of findings
  --namespace NAME        of objects that name none, as 'kubectl apply -n'; 'default' otherwise (short: -n)
  --exists KIND/NAMESPACE/NAME
                          an object that somebody else makes, so that references to it are not reported;
                          KIND/NAME where it has no namespace; may be repeated
  --help                  this text
  --version               the version of the library

Exit code: 0 nothing to change (warnings may be printed), 1 errors were found, 2 nothing could be judged.

  helm template llama ./chart -n models | cdk8s-inference-gateway check - -n models
  kubectl get all,gateways,httproutes,inferencepools -A -o yaml | cdk8s-inference-gateway check - --format json

cdk8s-inference-gateway doctor [FOLDER] [--format text|json] [--namespace NAME] [--context NAME] [--kubeconfig FILE]

Looks at a live cluster with kubectl, tells what is wrong, why, and what to do, and prints how to ask each model if all is
well. It changes nothing, and reads no contents of Secrets. With the FOLDER of synthesized manifests it also tells what is
missing or was changed.

  --format text|json      text (default), or an object with findings and models
  --namespace NAME        the only namespace to look into; everything that serves models otherwise (short: -n)
  --context NAME          as for kubectl
  --kubeconfig FILE       as for kubectl

Exit code: 0 no errors (warnings may be printed), 1 errors were found, 2 the cluster could not be read.
`;
