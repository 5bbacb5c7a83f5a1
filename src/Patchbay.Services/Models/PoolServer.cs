using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Patchbay.Services.Models;

/// <summary>
/// So many threads, all started before the first client, each of which does what the iterative server's does. The kernel gives each client to one of those that wait in
/// accept(2); when none does, it waits in the backlog. (UNIX Network Programming, section 30.11: TCP prethreaded server, per-thread accept.)
/// </summary>
/// <param name="listener">Where clients come from.</param>
/// <param name="converse">Serves one.</param>
/// <param name="threads">How many clients at once.</param>
/// <param name="drainTimeout">How long a stop waits for clients.</param>
/// <param name="logger">Hears of what goes wrong.</param>
sealed class PoolServer(BlockingListener listener, BlockingConversation converse, int threads, TimeSpan drainTimeout, ILogger logger)
    : BlockingServer(listener, converse, drainTimeout, logger)
{
    public override void Start()
    {
        for (var number = 1; number <= threads; number++)
        {
            StartThread(string.Create(CultureInfo.InvariantCulture, $"pool {number}"), () =>
            {
                while (Accept() is { } client)
                {
                    Serve(client);
                }
            });
        }
    }
}
