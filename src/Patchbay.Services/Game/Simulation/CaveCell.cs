namespace Patchbay.Services.Game.Simulation;

/// <summary>What a place of the cave is. Three bits on the wire.</summary>
enum CaveCell : byte
{
    /// <summary>Not told: no place of the cave itself is this.</summary>
    Unseen,
    Open,
    Rock,

    /// <summary>Rock that was hit once.</summary>
    Cracked,

    /// <summary>Rock with gold in it.</summary>
    Vein,

    /// <summary>The rim: nobody digs it.</summary>
    Granite,

    /// <summary>A piece of gold on the floor.</summary>
    Gold,

    /// <summary>Where gold counts, and where nobody is bumped.</summary>
    Camp,
}
