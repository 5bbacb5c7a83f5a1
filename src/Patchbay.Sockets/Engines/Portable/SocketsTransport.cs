using System.IO.Pipelines;

namespace Patchbay.Sockets;

/// <summary>The application's two ends of a connection of the portable engine.</summary>
internal sealed class SocketsTransport(InputReader input, OutputWriter output) : IDuplexPipe
{
    public InputReader Reader => input;

    public OutputWriter Writer => output;

    PipeReader IDuplexPipe.Input => input;

    PipeWriter IDuplexPipe.Output => output;
}
