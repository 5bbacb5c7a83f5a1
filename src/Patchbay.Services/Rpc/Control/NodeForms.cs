using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Patchbay.Sockets;

namespace Patchbay.Services.Rpc;

/// <summary>A service of the node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">One line.</param>
/// <param name="Listen">Where it listens.</param>
/// <param name="Connections">Open now.</param>
sealed record NodeServiceInfo(string Name, string Summary, IReadOnlyList<string> Listen, int Connections);

/// <summary>A connection that a service of the node serves.</summary>
/// <param name="Service">Whose.</param>
/// <param name="Id">Its identifier.</param>
/// <param name="Local">Our end.</param>
/// <param name="Remote">The peer's end.</param>
/// <param name="Since">When it was accepted.</param>
/// <param name="BytesReceived">Taken from the peer.</param>
/// <param name="BytesSent">Given to the peer.</param>
sealed record NodeConnectionInfo(string Service, string Id, string Local, string Remote, DateTimeOffset Since, long BytesReceived, long BytesSent);

/// <summary>The node as a whole.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="Seconds">How long the process runs.</param>
/// <param name="MemoryBytes">Its resident memory.</param>
/// <param name="Services">Each service's figures.</param>
sealed record NodeStatusInfo(int Pid, double Seconds, long MemoryBytes, IReadOnlyList<NodeServiceStatus> Services);

/// <summary>One service's figures.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Connections">Open now.</param>
/// <param name="Accepted">Since the start.</param>
/// <param name="Refused">Turned away by a limit.</param>
/// <param name="BytesReceived">Taken from clients.</param>
/// <param name="BytesSent">Given to clients.</param>
/// <param name="Figures">Its own, by name.</param>
sealed record NodeServiceStatus(string Name, int Connections, long Accepted, long Refused, long BytesReceived, long BytesSent, IReadOnlyDictionary<string, double> Figures);

/// <summary>Which connections.</summary>
/// <param name="Service">Of which service; null for all.</param>
sealed record NodeConnectionsArgs(string? Service = null);

/// <summary>Which events.</summary>
/// <param name="Service">Sockets of that service; null for all.</param>
/// <param name="Remote">The socket with that remote end; null for all.</param>
/// <param name="Notes">Only what services say in their own words.</param>
sealed record NodeEventsArgs(string? Service = null, string? Remote = null, bool Notes = false);

/// <summary>A subscription.</summary>
/// <param name="Subscription">Its number on this connection.</param>
sealed record NodeSubscription(long Subscription);

/// <summary>Who logs in.</summary>
/// <param name="User">The name.</param>
/// <param name="Password">The password.</param>
sealed record AuthArgs(string User, string Password);

/// <summary>Who has logged in.</summary>
/// <param name="User">The name.</param>
/// <param name="Rights">What the user may do with <c>rpc</c>: read or write.</param>
sealed record AuthInfo(string User, string Rights);

/// <summary>Two numbers.</summary>
/// <param name="A">The first.</param>
/// <param name="B">The second.</param>
sealed record SumArgs(double A, double B);

/// <summary>A count that takes its time.</summary>
/// <param name="To">Where it ends.</param>
/// <param name="Every">Milliseconds between two steps.</param>
sealed record CountArgs(int To, int Every = 100);

/// <summary>A call back to the caller.</summary>
/// <param name="Method">The caller's method.</param>
/// <param name="Params">Its parameters, an object or an array; null for none.</param>
sealed record CallbackArgs(string Method, JsonElement? Params = null);

/// <summary>A step of a socket's life.</summary>
/// <param name="Subscription">Which subscription.</param>
/// <param name="Step">The step, as <see cref="SocketStep"/> in camel case.</param>
/// <param name="Seconds">When, on the machine's monotonic clock.</param>
/// <param name="Socket">The socket's number in the node.</param>
/// <param name="Local">Its end.</param>
/// <param name="Remote">The peer's end.</param>
/// <param name="Bytes">Bytes moved, for received and sent.</param>
/// <param name="Note">The service's words, or a reason.</param>
/// <param name="Lost">Steps before this one that came faster than they could be told.</param>
sealed record NodeEvent(long Subscription, string Step, double Seconds, long Socket, string? Local, string? Remote, long Bytes, string? Note, long Lost)
{
    public static NodeEvent From(long subscription, in SocketEvent step, long lost) =>
        new(subscription, JsonNamingPolicy.CamelCase.ConvertName(step.Step.ToString()), (double)step.Timestamp / Stopwatch.Frequency, step.SocketId,
            NodeEventFilter.TextOf(step.Tuple.Local), NodeEventFilter.TextOf(step.Tuple.Remote), step.Bytes, step.Note, lost);
}

/// <summary>The forms of the node's methods, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<NodeServiceInfo>))]
[JsonSerializable(typeof(IReadOnlyList<NodeConnectionInfo>))]
[JsonSerializable(typeof(NodeStatusInfo))]
[JsonSerializable(typeof(NodeConnectionsArgs))]
[JsonSerializable(typeof(NodeEventsArgs))]
[JsonSerializable(typeof(NodeSubscription))]
[JsonSerializable(typeof(NodeEvent))]
[JsonSerializable(typeof(AuthArgs))]
[JsonSerializable(typeof(AuthInfo))]
[JsonSerializable(typeof(SumArgs))]
[JsonSerializable(typeof(CountArgs))]
[JsonSerializable(typeof(CallbackArgs))]
[JsonSerializable(typeof(RpcNoParams))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(string))]
sealed partial class NodeJson : JsonSerializerContext;
