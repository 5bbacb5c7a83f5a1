using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Patchbay.Services.Accounts;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>What the node gives a service to run with.</summary>
/// <param name="Engine">Where its sockets come from.</param>
/// <param name="Listen">The addresses to bind.</param>
/// <param name="Options">The service's own section of the configuration; its keys are those of <see cref="ServiceDescription.Options"/>.</param>
/// <param name="DataDirectory">The node's data directory; a service keeps to the folder of its name in it.</param>
/// <param name="Logger">Where it says what people should know. Never secrets.</param>
public sealed record ServiceContext(
    ISocketEngine Engine, IReadOnlyList<Address> Listen, IConfiguration Options, string DataDirectory, ILogger Logger)
{
    /// <summary>Who users are. Default null: there are none, and nobody can log in.</summary>
    public Logins? Logins { get; init; }

    /// <summary>The node, for services that control it. Default null: it cannot be controlled.</summary>
    public INodeControl? Node { get; init; }

    /// <summary>The pages of all services of the node, also of those that start later; for the service that shows pages.</summary>
    public IReadOnlyList<IWebPages> Pages { get; init; } = [];
}
