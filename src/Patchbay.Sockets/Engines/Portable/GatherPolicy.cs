using Microsoft.Extensions.ObjectPool;

namespace Patchbay.Sockets;

/// <summary>Lists of pieces for sends that gather several blocks; emptied on return so that they keep no buffer alive.</summary>
internal sealed class GatherPolicy : PooledObjectPolicy<List<ArraySegment<byte>>>
{
    const int MostKept = 64;

    public override List<ArraySegment<byte>> Create() => new(MostKept);

    public override bool Return(List<ArraySegment<byte>> obj)
    {
        obj.Clear();
        return obj.Capacity <= MostKept;
    }
}
