namespace Patchbay;

/// <summary>What a line of a chat is.</summary>
enum ChatLineKind
{
    /// <summary>Somebody said it.</summary>
    Message,

    /// <summary>A notice, mostly of a program.</summary>
    Notice,

    /// <summary>Somebody does something: /me.</summary>
    Action,

    /// <summary>Something happened: somebody came, the topic changed.</summary>
    Event,

    /// <summary>Something was refused.</summary>
    Error,
}
