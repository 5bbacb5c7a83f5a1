using System.Net;

namespace Patchbay.Services.Web;

/// <summary>What requests have in common that come on one connection.</summary>
/// <param name="IsExposed">Others than this machine can reach the listener.</param>
/// <param name="IsEncrypted">It is under TLS.</param>
/// <param name="IsOnRing">Its continuations run on a ring's thread, which must not wait for a disk.</param>
/// <param name="Local">Our end.</param>
/// <param name="Remote">The client's end, as the PROXY protocol tells it where that is spoken.</param>
sealed record WebConnection(bool IsExposed, bool IsEncrypted, bool IsOnRing, EndPoint? Local, EndPoint? Remote)
{
    /// <summary>The client's address; null on a Unix socket.</summary>
    public IPAddress? RemoteAddress => (Remote as IPEndPoint)?.Address;

    /// <summary>Goes on on the thread pool, if this is a ring's thread: before what blocks on a file.</summary>
    public ValueTask LeaveRingAsync() => IsOnRing ? YieldAsync() : ValueTask.CompletedTask;

    static async ValueTask YieldAsync() => await Task.Yield();
}
