namespace Patchbay.Services.Game.Messages;

/// <summary>How a slot is taken. Numbers of the wire.</summary>
enum RosterEntry : byte
{
    Empty = 0,
    Person = 1,
    Bot = 2,

    /// <summary>A person whose connection is gone and who may come back.</summary>
    Away = 3,
}
