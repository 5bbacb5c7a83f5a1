using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>
/// Happy Eyeballs version 2 (RFC 8305) as a state machine: told what was resolved and what failed, it says which address to try when. No socket,
/// no timer, no thread; the clock is only read. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// IPv6 comes first, then the families alternate (section 4). IPv4 answers that come first wait <see cref="ConnectOptions.ResolutionDelay"/> for
/// IPv6 (section 3). The next address is tried <see cref="ConnectOptions.AttemptDelay"/> after the last, or at once when an attempt fails
/// (section 5). Section 7.1's synthesis of IPv6 addresses on networks with NAT64 is left to the system's resolver.
/// </remarks>
internal sealed class HappyEyeballsScheduler(ConnectOptions options, TimeProvider time)
{
    /// <summary>A name with more addresses than this has the rest ignored: a hostile answer must not make us a flood.</summary>
    public const int MaxAddresses = 32;

    readonly Queue<IPAddress> _v6 = [];
    readonly Queue<IPAddress> _v4 = [];
    readonly HashSet<IPAddress> _seen = [];
    bool _v6Answered, _v4Answered, _failedSinceStart;
    AddressFamily _lastFamily;
    int _started, _running;
    long _lastStart, _v4AnsweredAt;

    /// <summary>Addresses tried so far.</summary>
    public int Started => _started;

    /// <summary>The answer for one family came; no addresses is an answer too. Each family answers once.</summary>
    public void Resolved(AddressFamily family, IEnumerable<IPAddress> addresses)
    {
        var isV6 = family == AddressFamily.InterNetworkV6;
        if (isV6)
        {
            _v6Answered = true;
        }
        else
        {
            _v4Answered = true;
            _v4AnsweredAt = time.GetTimestamp();
        }

        foreach (var address in addresses)
        {
            if (_seen.Count < MaxAddresses && address.AddressFamily == family && _seen.Add(address))
            {
                (isV6 ? _v6 : _v4).Enqueue(address);
            }
        }
    }

    /// <summary>An attempt ended without a connection.</summary>
    public void Failed()
    {
        _running--;
        _failedSinceStart = true;
    }

    /// <summary>What to do now. Ask again after every event and every wait.</summary>
    public HappyEyeballsStep Next()
    {
        if (_v6.Count == 0 && _v4.Count == 0)
        {
            return _v6Answered && _v4Answered && _running == 0 ? HappyEyeballsStep.Exhausted : HappyEyeballsStep.Wait(null);
        }

        var wait = _started == 0 ? FirstWait() : NextWait();
        return wait > TimeSpan.Zero ? HappyEyeballsStep.Wait(wait) : HappyEyeballsStep.Start(Take());
    }

    TimeSpan FirstWait() => _v6Answered ? TimeSpan.Zero : options.ResolutionDelay - time.GetElapsedTime(_v4AnsweredAt);

    TimeSpan NextWait() => _failedSinceStart ? TimeSpan.Zero : options.AttemptDelay - time.GetElapsedTime(_lastStart);

    IPAddress Take()
    {
        var preferV6 = _started < options.FirstAddressFamilyCount || _lastFamily == AddressFamily.InterNetwork;
        var queue = preferV6 ? (_v6.Count > 0 ? _v6 : _v4) : (_v4.Count > 0 ? _v4 : _v6);
        var address = queue.Dequeue();
        _lastFamily = address.AddressFamily;
        _lastStart = time.GetTimestamp();
        _failedSinceStart = false;
        _started++;
        _running++;
        return address;
    }
}
