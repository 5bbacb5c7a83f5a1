namespace Patchbay.Sockets;

/// <summary>
/// The seam under the engines: decides, before a system call is made, whether it fails instead or moves fewer bytes.
/// Called from ring threads and pool threads at once: implementations are thread-safe.
/// </summary>
internal interface IFaultInjector
{
    /// <summary>0 to make the call, or the errno to report instead of making it.</summary>
    int Errno(FaultPoint point);

    /// <summary>How many of <paramref name="length"/> bytes the call may move: 1 to <paramref name="length"/>.</summary>
    int Limit(FaultPoint point, int length);
}
