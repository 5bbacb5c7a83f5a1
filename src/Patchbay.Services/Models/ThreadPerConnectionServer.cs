using Microsoft.Extensions.Logging;

namespace Patchbay.Services.Models;

/// <summary>One thread accepts; each client gets one of its own, up to a bound. Whoever comes above the bound waits in the backlog.</summary>
/// <param name="listener">Where clients come from.</param>
/// <param name="converse">Serves one.</param>
/// <param name="maxConnections">How many clients, and so threads, at once.</param>
/// <param name="drainTimeout">How long a stop waits for clients.</param>
/// <param name="logger">Hears of what goes wrong.</param>
sealed class ThreadPerConnectionServer(BlockingListener listener, BlockingConversation converse, int maxConnections, TimeSpan drainTimeout, ILogger logger)
    : BlockingServer(listener, converse, drainTimeout, logger)
{
    readonly object _gate = new();
    int _serving;
    bool _stopping;

    public override void Start() => StartThread("accept", AcceptAll);

    protected override void OnStopping()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }
    }

    void AcceptAll()
    {
        while (TryEnter() && Accept() is { } client)
        {
            try
            {
                StartThread("client", () =>
                {
                    Serve(client);
                    Leave();
                });
            }
            catch (OutOfMemoryException error)
            {
                // What .NET says when pthread_create(3) fails: the system's or the control group's limit of threads.
                Refuse(client, error);
                Leave();
            }
        }
    }

    /// <summary>Waits until there is room for a client; false when the server stops.</summary>
    bool TryEnter()
    {
        lock (_gate)
        {
            while (_serving == maxConnections && !_stopping)
            {
                Monitor.Wait(_gate);
            }

            _serving++;
            return !_stopping;
        }
    }

    void Leave()
    {
        lock (_gate)
        {
            _serving--;
            Monitor.Pulse(_gate);
        }
    }
}
