using Microsoft.Extensions.Logging;

namespace Patchbay.Services.Models;

/// <summary>One thread that serves one client after the other. Whoever comes while it serves is connected by the kernel, and waits in the backlog.</summary>
sealed class IterativeServer(BlockingListener listener, BlockingConversation converse, TimeSpan drainTimeout, ILogger logger)
    : BlockingServer(listener, converse, drainTimeout, logger)
{
    public override void Start() => StartThread("iterative server", () =>
    {
        while (Accept() is { } client)
        {
            Serve(client);
        }
    });
}
