using System.Buffers;

namespace Patchbay.TestSupport;

/// <summary>Lends arrays and counts what has not come back.</summary>
internal sealed class CountingPool : MemoryPool<byte>
{
    long _lent, _bytesLent, _mostBytesLent;

    public override int MaxBufferSize => int.MaxValue;

    public long Lent => Interlocked.Read(ref _lent);

    public long MostBytesLent => Interlocked.Read(ref _mostBytesLent);

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        var owner = new Owner(this, ArrayPool<byte>.Shared.Rent(Math.Max(minBufferSize, 4096)));
        Interlocked.Increment(ref _lent);
        var now = Interlocked.Add(ref _bytesLent, owner.Memory.Length);
        for (var most = MostBytesLent; now > most; most = MostBytesLent)
        {
            Interlocked.CompareExchange(ref _mostBytesLent, now, most);
        }

        return owner;
    }

    protected override void Dispose(bool disposing)
    {
    }

    sealed class Owner(CountingPool pool, byte[] array) : IMemoryOwner<byte>
    {
        byte[]? _array = array;

        public Memory<byte> Memory => _array ?? throw new ObjectDisposedException(nameof(Owner));

        public void Dispose()
        {
            var array = Interlocked.Exchange(ref _array, null) ?? throw new ObjectDisposedException("A block came back twice.");

            // A block that is read after it came back shows foreign bytes.
            array.AsSpan().Fill(0xDD);
            Interlocked.Decrement(ref pool._lent);
            Interlocked.Add(ref pool._bytesLent, -array.Length);
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
