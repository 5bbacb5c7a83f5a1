namespace Patchbay.Observation;

/// <summary>The open files that are followed; all others do not matter here.</summary>
enum OpenFileKind
{
    Socket,
    Epoll,

    /// <summary>An io_uring.</summary>
    Ring,
}
