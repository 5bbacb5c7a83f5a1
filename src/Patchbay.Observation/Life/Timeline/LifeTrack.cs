namespace Patchbay.Observation;

/// <summary>The tracks of a life: what an entry of the timeline tells of.</summary>
public enum LifeTrack
{
    /// <summary>The program's calls.</summary>
    Call,

    /// <summary>TCP states.</summary>
    State,

    /// <summary>Buffer levels and timers.</summary>
    Buffer,

    /// <summary>Segments on the wire.</summary>
    Segment,

    /// <summary>What a service says in its protocol's words.</summary>
    Note,

    /// <summary>Processes that begin and end.</summary>
    Process,

    /// <summary>What could not be seen.</summary>
    Unseen,

    /// <summary>What a socket is called.</summary>
    Name,
}
