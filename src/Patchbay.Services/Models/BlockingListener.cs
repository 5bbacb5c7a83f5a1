using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Patchbay.Sockets;

namespace Patchbay.Services.Models;

/// <summary>A listening socket from which threads accept with a blocking accept(2). Thread-safe.</summary>
sealed class BlockingListener : IAsyncDisposable
{
    static readonly TimeSpan FatalPause = TimeSpan.FromSeconds(1);

    readonly ListeningSocket _listening;
    readonly TimeSpan? _idleTimeout;
    readonly ILogger _logger;
    readonly ManualResetEventSlim _closed = new();
    int _closes;

    BlockingListener(ListeningSocket listening, Address address, TimeSpan? idleTimeout, ILogger logger) =>
        (_listening, Address, _idleTimeout, _logger) = (listening, address, idleTimeout, logger);

    /// <summary>Where it listens: port 0 resolved.</summary>
    public Address Address { get; }

    /// <summary>Opens a listener for each end point of an address; on failure nothing stays bound.</summary>
    /// <exception cref="BindException">The address cannot be listened on.</exception>
    public static async ValueTask<IReadOnlyList<BlockingListener>> BindAsync(Address address, TimeSpan? idleTimeout, ILogger logger) =>
        await AllOrNone.OpenAsync(address.ToListenEndPoints(), async ValueTask<IReadOnlyList<BlockingListener>> (endPoint) =>
        {
            var listening = await BindErrors.InWordsAsync(address, endPoint, () => ValueTask.FromResult(ListeningSocket.Open(endPoint, new SocketEngineOptions())));
            Listening.SetMode(address);
            var bound = AddressEndPoints.ToListenAddress(listening.EndPoint) with { Options = address.Options };
            return [new BlockingListener(listening, bound, idleTimeout, logger)];
        });

    /// <summary>Waits for a client. Null once the listener is closed; never throws.</summary>
    public BlockingConnection? Accept()
    {
        var pause = TimeSpan.Zero;
        while (!_closed.IsSet)
        {
            try
            {
                return new BlockingConnection(_listening.Socket.Accept(), _listening.Id, _idleTimeout);
            }
            catch (Exception error) when (_closed.IsSet && error is SocketException or ObjectDisposedException)
            {
                break;
            }
            catch (SocketException error)
            {
                // Out of descriptors, say: accepting again at once would be a busy loop.
                pause = Pause(error, pause);
                _closed.Wait(pause);
            }
        }

        return null;
    }

    TimeSpan Pause(SocketException error, TimeSpan before)
    {
        switch (AcceptErrors.Classify(SocketErrors.Of(error)))
        {
            case AcceptError.BackOff:
                return AcceptErrors.NextPause(before);
            case AcceptError.Fatal:
                _logger.LogError(error, "Accepting on {Address} failed; trying again in {Pause} ms.", Address, FatalPause.TotalMilliseconds);
                return FatalPause;
            default:
                return TimeSpan.Zero;
        }
    }

    /// <summary>Stops listening, and wakes every thread that waits in accept(2).</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closes, 1) == 0)
        {
            _closed.Set();
            _listening.Close();
        }

        return ValueTask.CompletedTask;
    }
}
