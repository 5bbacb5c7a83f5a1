namespace Patchbay.Observation;

/// <summary>How the watch over a program came to its end.</summary>
public enum TraceEnding
{
    /// <summary>The program ended by itself.</summary>
    Exited,

    /// <summary>A signal ended the program.</summary>
    Killed,

    /// <summary>The program runs on, as it was asked for.</summary>
    Detached,

    /// <summary>The tracer was ended from outside. The kernel lets the program run on; nothing is known of it any more.</summary>
    Lost,
}
