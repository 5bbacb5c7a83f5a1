namespace Patchbay.Probing;

/// <summary>Which service speaks on an open port.</summary>
/// <param name="Name">The protocol's registered name (IANA) or common one: ssh, http, imap.</param>
/// <param name="Evidence">How it is known.</param>
/// <param name="IsTls">It speaks inside TLS.</param>
/// <param name="Product">The program that answers, as it calls itself; null when it did not say.</param>
/// <param name="Version">Its version, as it says; null when it did not say.</param>
/// <param name="Info">Facts in short: a page's title, a certificate's name and end, a greeting; control characters are escaped.</param>
/// <param name="Facts">The same facts by name, for programs: "title", "server", "certificate-subject".</param>
public sealed record ServiceFinding(string Name, ServiceEvidence Evidence, bool IsTls, string? Product, string? Version, string? Info, IReadOnlyDictionary<string, string> Facts);
