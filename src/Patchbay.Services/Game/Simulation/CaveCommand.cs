namespace Patchbay.Services.Game.Simulation;

/// <summary>What comes into a simulation from outside, before a tick: nothing else changes its course.</summary>
readonly record struct CaveCommand(CaveCommandKind Kind, byte Slot, CaveInput Input = default);
