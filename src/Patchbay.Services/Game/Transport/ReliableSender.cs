using System.Buffers;

namespace Patchbay.Services.Game.Transport;

/// <summary>Cuts messages into numbered fragments and gives each out until it is acknowledged. Bounded: at most <see cref="Capacity"/> fragments wait.</summary>
sealed class ReliableSender : IDisposable
{
    /// <summary>Fragments that may wait, those on their way included.</summary>
    public const int Capacity = 256;

    readonly ReliableFragment[] _ring = new ReliableFragment[Capacity];
    uint _first, _next;

    /// <summary>Fragments that wait or are on their way.</summary>
    public int Pending => (int)(_next - _first);

    /// <summary>Sent again, since the beginning.</summary>
    public long Resent { get; private set; }

    /// <summary>Takes a message; false, and nothing taken, when it does not fit.</summary>
    public bool TryAdd(ReadOnlySpan<byte> message)
    {
        var fragments = Math.Max(1, (message.Length + TransportWire.MaxFragment - 1) / TransportWire.MaxFragment);
        if (message.Length > TransportWire.MaxReliable || Pending + fragments > Capacity)
        {
            return false;
        }

        do
        {
            var piece = message[..Math.Min(message.Length, TransportWire.MaxFragment)];
            message = message[piece.Length..];
            var bytes = ArrayPool<byte>.Shared.Rent(Math.Max(1, piece.Length));
            piece.CopyTo(bytes);
            _ring[_next++ % Capacity] = new ReliableFragment { Bytes = bytes, Length = piece.Length, IsLast = message.IsEmpty };
        }
        while (!message.IsEmpty);
        return true;
    }

    /// <summary>Finds a fragment that is to be sent now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="resendAfter">How long an unacknowledged one is waited for, the first time; twice as long each further time, four doublings at most.</param>
    /// <param name="from">Where to look from; the number after the last one found.</param>
    /// <param name="number">Which.</param>
    public bool TryFind(long now, long resendAfter, uint from, out uint number)
    {
        var end = Math.Min(_next, _first + TransportWire.FragmentWindow);
        for (number = Math.Max(from, _first); number < end; number++)
        {
            ref var fragment = ref _ring[number % Capacity];
            if (!fragment.IsAcknowledged && (fragment.Attempts == 0 || fragment.IsLost || now - fragment.SentAt >= resendAfter << Math.Min(fragment.Attempts - 1, 4)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A fragment that is there.</summary>
    public ref readonly ReliableFragment this[uint number] => ref _ring[number % Capacity];

    /// <summary>It goes out now.</summary>
    public void Sent(uint number, long now)
    {
        ref var fragment = ref _ring[number % Capacity];
        Resent += fragment.Attempts > 0 ? 1 : 0;
        fragment.Attempts++;
        fragment.SentAt = now;
        fragment.IsLost = false;
    }

    /// <summary>A packet with it was acknowledged.</summary>
    public void Acknowledged(uint number)
    {
        if (number - _first >= _next - _first)
        {
            return;
        }

        _ring[number % Capacity].IsAcknowledged = true;
        while (_first != _next && _ring[_first % Capacity].IsAcknowledged)
        {
            ArrayPool<byte>.Shared.Return(_ring[_first % Capacity].Bytes);
            _ring[_first++ % Capacity] = default;
        }
    }

    /// <summary>A packet with it was lost, as far as one can tell.</summary>
    public void Lost(uint number, long sentAt)
    {
        if (number - _first < _next - _first && _ring[number % Capacity].SentAt == sentAt)
        {
            _ring[number % Capacity].IsLost = true;
        }
    }

    public void Dispose()
    {
        for (; _first != _next; _first++)
        {
            ArrayPool<byte>.Shared.Return(_ring[_first % Capacity].Bytes);
            _ring[_first % Capacity] = default;
        }
    }
}
