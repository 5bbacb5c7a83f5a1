namespace Patchbay.Services.Models;

/// <summary>How a server divides its clients among threads (Stevens, UNIX Network Programming, chapter 30).</summary>
public enum ServerModel
{
    /// <summary>Completions and continuations: a few threads serve any number of clients. What every service does unless told otherwise.</summary>
    Async,

    /// <summary>One thread, one client at a time; the next waits in the kernel's backlog.</summary>
    Iterative,

    /// <summary>A thread for each client.</summary>
    Threads,

    /// <summary>A fixed number of threads, each of which serves one client at a time.</summary>
    Pool,
}
