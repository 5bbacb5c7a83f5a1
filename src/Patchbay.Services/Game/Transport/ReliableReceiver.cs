using System.Buffers;

namespace Patchbay.Services.Game.Transport;

/// <summary>Puts fragments into order and together, each message once. Bounded: a window of fragments and one message in the making.</summary>
sealed class ReliableReceiver : IDisposable
{
    readonly (byte[]? Bytes, int Length, bool IsLast)[] _waiting = new (byte[]?, int, bool)[TransportWire.FragmentWindow];
    byte[]? _message;
    int _length;
    uint _expected;

    /// <summary>Takes a fragment; false when the other side breaks the protocol: beyond the window, or a message too long.</summary>
    public bool TryTake<TReceiver>(uint number, ReadOnlySpan<byte> fragment, bool isLast, ref TReceiver receiver) where TReceiver : ITransportReceiver, allows ref struct
    {
        if (number < _expected)
        {
            return true;
        }

        if (number - _expected >= TransportWire.FragmentWindow)
        {
            return false;
        }

        if (number > _expected)
        {
            ref var place = ref _waiting[number % TransportWire.FragmentWindow];
            if (place.Bytes is null)
            {
                place = (ArrayPool<byte>.Shared.Rent(Math.Max(1, fragment.Length)), fragment.Length, isLast);
                fragment.CopyTo(place.Bytes);
            }

            return true;
        }

        if (!Deliver(fragment, isLast, ref receiver))
        {
            return false;
        }

        // What waited for this one.
        while (_waiting[_expected % TransportWire.FragmentWindow] is { Bytes: { } bytes } next)
        {
            _waiting[_expected % TransportWire.FragmentWindow] = default;
            var isSound = Deliver(bytes.AsSpan(0, next.Length), next.IsLast, ref receiver);
            ArrayPool<byte>.Shared.Return(bytes);
            if (!isSound)
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        for (var i = 0; i < _waiting.Length; i++)
        {
            if (_waiting[i].Bytes is { } bytes)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }

            _waiting[i] = default;
        }

        Forget();
    }

    bool Deliver<TReceiver>(ReadOnlySpan<byte> fragment, bool isLast, ref TReceiver receiver) where TReceiver : ITransportReceiver, allows ref struct
    {
        _expected++;
        if (isLast && _length == 0)
        {
            receiver.OnReliable(fragment);
            return true;
        }

        if (_length + fragment.Length > TransportWire.MaxReliable)
        {
            return false;
        }

        _message ??= ArrayPool<byte>.Shared.Rent(TransportWire.MaxReliable);
        fragment.CopyTo(_message.AsSpan(_length));
        _length += fragment.Length;
        if (isLast)
        {
            receiver.OnReliable(_message.AsSpan(0, _length));
            Forget();
        }

        return true;
    }

    void Forget()
    {
        if (_message is not null)
        {
            ArrayPool<byte>.Shared.Return(_message);
        }

        (_message, _length) = (null, 0);
    }
}
