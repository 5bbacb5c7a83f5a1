using System.Net;

namespace Patchbay.Services.Accounts;

/// <summary>
/// One password at a time from an address: guesses sent side by side wait for one another's delays, and cannot run ahead of <see cref="LoginGuard"/>'s count. Thread-safe.
/// </summary>
sealed class LoginTurns
{
    // A turn may take some seconds: more than these would wait for minutes, and hold connections meanwhile.
    const int MostForAddress = 16, MostInAll = 256;

    readonly Dictionary<IPAddress, Gate> _gates = [];
    int _all;

    /// <summary>Waits for the address's turn; dispose the result to end it. Null, at once, when too many wait.</summary>
    public async Task<IDisposable?> TakeAsync(IPAddress? from, CancellationToken cancellationToken)
    {
        var key = LoginGuard.Key(from);
        Gate gate;
        lock (_gates)
        {
            if (!_gates.TryGetValue(key, out gate!))
            {
                gate = new Gate();
            }

            if (gate.Holders >= MostForAddress || _all >= MostInAll)
            {
                return null;
            }

            gate.Holders++;
            _all++;
            _gates[key] = gate;
        }

        try
        {
            await gate.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(key, gate);
            throw;
        }

        return new Held(this, key, gate);
    }

    void Leave(IPAddress key, Gate gate)
    {
        lock (_gates)
        {
            _all--;
            if (--gate.Holders == 0)
            {
                _gates.Remove(key);
                gate.Dispose();
            }
        }
    }

    sealed class Gate() : SemaphoreSlim(1)
    {
        public int Holders;
    }

    sealed class Held(LoginTurns turns, IPAddress key, Gate gate) : IDisposable
    {
        public void Dispose()
        {
            gate.Release();
            turns.Leave(key, gate);
        }
    }
}
