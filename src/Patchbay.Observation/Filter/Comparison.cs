namespace Patchbay.Observation;

/// <summary>How a condition compares.</summary>
enum Comparison
{
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}
