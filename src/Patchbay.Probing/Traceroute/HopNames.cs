using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Probing;

/// <summary>Names of addresses by reverse DNS, looked up beside everything else: a few at a time, each address once, and nobody waits for one longer than he says. Thread-safe.</summary>
public sealed class HopNames : IDisposable
{
    // The system's resolver blocks a thread for each.
    const int AtOnce = 4;

    // Hops of one path; a path that changes without end must not fill the memory.
    const int MostNames = 1024;

    readonly ConcurrentDictionary<IPAddress, Task<string?>> _names = [];
    readonly SemaphoreSlim _turns = new(AtOnce);
    readonly CancellationTokenSource _stop = new();

    /// <summary>Begins to look up an address, where nobody did.</summary>
    public void Ask(IPAddress address)
    {
        if (_names.Count < MostNames)
        {
            _names.GetOrAdd(address, LookUpAsync);
        }
    }

    /// <summary>The name, where it is known by now.</summary>
    public string? NameOf(IPAddress address) => _names.TryGetValue(address, out var name) && name.IsCompletedSuccessfully ? name.Result : null;

    /// <summary>Waits for the names that were asked for, at most so long.</summary>
    public async Task WaitAsync(TimeSpan limit, CancellationToken stop)
    {
        try
        {
            await Task.WhenAll(_names.Values).WaitAsync(limit, stop);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // What is known is shown.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Cancel();

    async Task<string?> LookUpAsync(IPAddress address)
    {
        try
        {
            await _turns.WaitAsync(_stop.Token);
            try
            {
                var name = (await Dns.GetHostEntryAsync(address.ToString(), AddressFamily.Unspecified, _stop.Token)).HostName;
                return name.Length == 0 || IPAddress.TryParse(name, out _) ? null : PrintableText.Of(name, 80);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ArgumentException)
        {
            return null;
        }
    }
}
