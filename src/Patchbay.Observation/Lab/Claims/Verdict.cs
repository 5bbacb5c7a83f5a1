namespace Patchbay.Observation;

/// <summary>What an experiment says of a statement.</summary>
public enum Verdict
{
    /// <summary>It holds.</summary>
    True,

    /// <summary>It does not hold.</summary>
    False,

    /// <summary>It holds, and leaves out what matters.</summary>
    Incomplete,

    /// <summary>It holds roughly: a part of it is otherwise.</summary>
    Imprecise,
}
