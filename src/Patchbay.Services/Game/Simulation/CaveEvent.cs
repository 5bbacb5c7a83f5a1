namespace Patchbay.Services.Game.Simulation;

/// <summary>Something that people hear of.</summary>
/// <param name="Kind">What.</param>
/// <param name="Slot">Who.</param>
/// <param name="Other">Whom.</param>
/// <param name="Amount">How much gold.</param>
/// <param name="Place">Where.</param>
readonly record struct CaveEvent(CaveEventKind Kind, byte Slot = 0, byte Other = 0, int Amount = 0, CavePlace Place = default);
