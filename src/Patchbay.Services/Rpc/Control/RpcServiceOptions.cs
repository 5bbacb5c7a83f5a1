using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Patchbay.Sockets;

namespace Patchbay.Services.Rpc;

/// <summary>What the service <c>rpc</c> is and can be told.</summary>
static class RpcServiceOptions
{
    const int SmallestMessage = 1024, LargestMessage = 256 * 1024 * 1024;

    /// <summary>The service's words.</summary>
    public static ServiceDescription Description { get; } =
        new("rpc", "answers JSON-RPC 2.0: what the node does, and methods to try", ["tcp-listen:127.0.0.1:4242"], "patchbay call {address} sum a=1 b=2", [.. StreamOptions.All, .. Own])
        {
            Exposure = "who may ask it to ping, discover and compute; what tells or changes something about the node needs a login",
        };

    static IReadOnlyList<ServiceOption> Own =>
    [
        new("socket", RpcService.SocketName, "path, or none",
            "A Unix socket of mode 0600 beside the addresses; a relative path is one in the data directory. Whoever opens it may do everything."),
        new("max-message", "16777216", string.Create(CultureInfo.InvariantCulture, $"bytes ({SmallestMessage} to {LargestMessage})"),
            "The largest message. A connection may hold twice as much, and a peer that does not read as much again.")
        {
            Check = static text => OptionValues.Count(text, SmallestMessage, LargestMessage),
        },
        new("max-in-flight", "128", "requests (1 to 10000)",
            "Requests of one connection that run at once; with more of them nothing is read from it.")
        {
            Check = static text => OptionValues.Count(text, 1, 10_000),
        },
        new("call-timeout", "1m", "duration (30s, 5m)",
            "How long a request may run before it is cancelled and answered with an error.")
        {
            Check = static text => OptionValues.Duration(text),
        },
        new("send-timeout", "30s", "duration (30s, 5m)",
            "How long a client may leave its answers unread before it is reset.")
        {
            Check = static text => OptionValues.Duration(text),
        },
    ];

    /// <summary>The bounds that a configuration sets.</summary>
    public static RpcOptions Read(IConfiguration section, ILogger logger)
    {
        var message = OptionValues.Count(Text(section, "max-message"), SmallestMessage, LargestMessage);
        return new RpcOptions
        {
            Limits = new RpcLimits { MaxMessageBytes = message },
            MaxBytesInFlight = 2 * message,
            MaxInFlight = OptionValues.Count(Text(section, "max-in-flight"), 1, 10_000),
            HandlerTimeout = OptionValues.Duration(Text(section, "call-timeout")),
            SendTimeout = OptionValues.Duration(Text(section, "send-timeout")),
            Logger = logger,
        };
    }

    /// <summary>The Unix socket; null for none. A default one may fail without stopping the service.</summary>
    public static (Address? Address, bool IsDefault) Socket(ServiceContext context)
    {
        var path = Text(context.Options, "socket");
        return path == OptionValues.None
            ? (null, false)
            : (new Address
            {
                Kind = AddressKind.Unix,
                Listens = true,
                Target = Path.GetFullPath(path, context.DataDirectory),
                Options = [new AddressOption("mode", "600")],
            }, path == RpcService.SocketName);
    }

    static string Text(IConfiguration section, string key) => section[key] ?? Own.First(option => option.Key == key).Default;
}
