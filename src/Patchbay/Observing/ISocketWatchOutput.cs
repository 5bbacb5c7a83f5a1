using Patchbay.Observation;

namespace Patchbay;

/// <summary>One form of <c>sockets --watch</c>.</summary>
interface ISocketWatchOutput
{
    void Begin();

    /// <summary>After each look.</summary>
    void Show(SocketWatcher watcher, IReadOnlyList<SocketChange> changes, TimeSpan now);

    /// <summary>Also after an error or a signal.</summary>
    void End();
}
