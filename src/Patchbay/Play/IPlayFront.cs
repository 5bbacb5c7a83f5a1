using Patchbay.Services.Game.Client;

namespace Patchbay.Play;

/// <summary>How a person, or a program, plays.</summary>
interface IPlayFront : IDisposable
{
    /// <summary>One tick: takes what is wanted, shows what there is. The client is the caller's alone meanwhile.</summary>
    void Tick(GameClient client);

    /// <summary>The player wants to leave.</summary>
    bool IsLeaving { get; }
}
