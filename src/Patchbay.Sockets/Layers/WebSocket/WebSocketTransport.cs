using System.IO.Pipelines;

namespace Patchbay.Sockets;

/// <summary>The two ends that the application gets.</summary>
internal sealed record WebSocketTransport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
