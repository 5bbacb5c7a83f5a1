namespace Patchbay.Observation;

/// <summary>Something that sees sockets of the whole host, on a thread of its own.</summary>
interface IHostSource : IDisposable
{
    /// <summary>Which it is.</summary>
    LifeSource Source { get; }

    /// <summary>How much it lost because it was read too slowly.</summary>
    long Losses { get; }

    /// <summary>Sees, until <see cref="Stop"/>.</summary>
    /// <param name="saw">Told of each thing seen; must not wait.</param>
    void Run(Action<HostSighting> saw);

    /// <summary>Ends <see cref="Run"/> soon. Safe from any thread, also before it began.</summary>
    void Stop();
}
