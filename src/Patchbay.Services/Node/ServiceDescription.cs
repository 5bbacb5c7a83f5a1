using Patchbay.Services.Models;

namespace Patchbay.Services;

/// <summary>What a service is, before it runs.</summary>
/// <param name="Name">The word that starts it and names its address: <c>echo</c>. Lower case.</param>
/// <param name="Summary">One line for <c>--help</c> and <c>up</c>.</param>
/// <param name="DefaultListen">Where it listens unless told otherwise, as addresses of the grammar: <c>tcp-listen:127.0.0.1:7007</c>.</param>
/// <param name="Try">A command that shows it works, with <c>{address}</c> where the bound address goes.</param>
/// <param name="Options">Its options besides <c>NAME.listen</c>.</param>
public sealed record ServiceDescription(
    string Name, string Summary, IReadOnlyList<string> DefaultListen, string Try, IReadOnlyList<ServiceOption> Options)
{
    /// <summary>As <see cref="Try"/>, for an address of datagrams. Default: the same command.</summary>
    public string TryDatagram { get; init; } = Try;

    /// <summary>The same service with blocking calls, for <c>--model</c>; null where two directions at once, or anything else, make that unnatural.</summary>
    public BlockingConversation? Blocking { get; init; }
}
