using Patchbay.Services.Game.Simulation;

namespace Patchbay.Services.Game.Client;

/// <summary>Something to tell the player.</summary>
/// <param name="Kind"><c>chat</c>, or what happened.</param>
/// <param name="Text">In words.</param>
/// <param name="From">Who said it, or whom it is about.</param>
/// <param name="Event">What happened, for programs; null for chat.</param>
sealed record GameLine(string Kind, string Text, string? From = null, CaveEvent? Event = null);
