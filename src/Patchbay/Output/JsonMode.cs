namespace Patchbay;

/// <summary>What stdout carries.</summary>
enum JsonMode
{
    /// <summary>Text for people, or the data itself.</summary>
    None,

    /// <summary><c>--json</c>: one document.</summary>
    Document,

    /// <summary><c>--json=lines</c>: an event a line.</summary>
    Lines,
}
