using Patchbay.Services.Models;

namespace Patchbay.Services;

/// <summary>What a service is, before it runs.</summary>
/// <param name="Name">The word that starts it and names its address: <c>echo</c>. Lower case.</param>
/// <param name="Summary">One line for <c>--help</c> and <c>up</c>.</param>
/// <param name="DefaultListen">Where it listens unless told otherwise, as addresses of the grammar: <c>tcp-listen:127.0.0.1:7007</c>.</param>
/// <param name="Try">A command that shows it works, with <c>{address}</c> where the bound address goes, or <c>{url}</c> where it goes as a URL of http or https, <c>{ftp-url}</c> of ftp or ftps.</param>
/// <param name="Options">Its options besides <c>NAME.listen</c>.</param>
public sealed record ServiceDescription(
    string Name, string Summary, IReadOnlyList<string> DefaultListen, string Try, IReadOnlyList<ServiceOption> Options)
{
    /// <summary>As <see cref="Try"/>, for an address of datagrams. Default: the same command.</summary>
    public string TryDatagram { get; init; } = Try;

    /// <summary>The key of the option that a path before the addresses sets in <c>serve</c>: <c>root</c> makes <c>serve web DIR :8080</c>. Null: only addresses come there.</summary>
    public string? Subject { get; init; }

    /// <summary>What others can do who reach the service, to end the sentence "ADDRESS can be reached from other machines, …".</summary>
    public string Exposure { get; init; } = "without a password";

    /// <summary>The same service with blocking calls, for <c>--model</c>; null where two directions at once, or anything else, make that unnatural.</summary>
    public BlockingConversation? Blocking { get; init; }
}
