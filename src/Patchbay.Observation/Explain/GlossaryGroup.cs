namespace Patchbay.Observation;

/// <summary>The groups that <c>explain</c> lists.</summary>
public enum GlossaryGroup
{
    /// <summary>Machine, address, port, socket: who is who.</summary>
    Identity,

    /// <summary>Kinds of socket, and the layers they stand on.</summary>
    Kinds,

    /// <summary>The calls of a program.</summary>
    Calls,

    /// <summary>What happens to a connection between its birth and its end.</summary>
    Life,

    /// <summary>Buffers, queues and the options that size them.</summary>
    Buffers,

    /// <summary>The eleven states of TCP.</summary>
    States,

    /// <summary>Error numbers.</summary>
    Errors,

    /// <summary>Signals.</summary>
    Signals,

    /// <summary>Everyday pictures.</summary>
    Analogies,
}
