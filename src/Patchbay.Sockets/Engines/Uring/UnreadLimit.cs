namespace Patchbay.Sockets;

/// <summary>
/// When receiving pauses: at so many bytes, or at so many segments that their buffers are worth as much. Without the second a peer that sends single bytes
/// to a handler that does not read would make us keep a whole buffer for each.
/// </summary>
internal readonly struct UnreadLimit(long bytes)
{
    readonly long _segments = Math.Max(4, bytes / PinnedBlockPool.BlockSize);

    public bool IsReached(in UnreadCount count) => count.Bytes >= bytes || count.Segments >= _segments;

    public bool HasRoom(in UnreadCount count) => count.Bytes <= bytes / 2 && count.Segments <= _segments / 2;
}
