using Patchbay.Linux;

namespace Patchbay.Services.Patch;

/// <summary>
/// Who stands behind the number that epoll gives back. A number is used again with another generation, so that an event already taken for a
/// descriptor that went away meanwhile meets nobody.
/// </summary>
internal sealed class EpollSlots
{
    readonly Stack<int> _free = new();
    Slot[] _slots = new Slot[64];
    int _used;

    /// <summary>How many stand in here.</summary>
    public int Count => _used - _free.Count;

    /// <summary>The number for a target.</summary>
    public ulong Take(IEpollTarget target, int tag)
    {
        if (!_free.TryPop(out var index))
        {
            index = _used++;
            if (index == _slots.Length)
            {
                Array.Resize(ref _slots, index * 2);
            }
        }

        ref var slot = ref _slots[index];
        slot.Target = target;
        slot.Tag = tag;
        return ((ulong)slot.Generation << 32) | (uint)index;
    }

    /// <summary>The number stands for nobody any more.</summary>
    public void Release(ulong number)
    {
        ref var slot = ref _slots[(int)(uint)number];
        slot.Target = null;
        slot.Generation++;
        _free.Push((int)(uint)number);
    }

    /// <summary>Hands an event to whom it is for, if it is for anybody.</summary>
    public void Dispatch(ulong number, EpollEvents events)
    {
        ref var slot = ref _slots[(int)(uint)number];
        if (slot.Target is { } target && slot.Generation == (uint)(number >> 32))
        {
            target.OnReady(slot.Tag, events);
        }
    }

    /// <summary>Everybody in here, some twice.</summary>
    public IEpollTarget[] Targets() => [.. _slots.Select(slot => slot.Target).OfType<IEpollTarget>()];

    struct Slot
    {
        public IEpollTarget? Target;
        public int Tag;
        public uint Generation;
    }
}
