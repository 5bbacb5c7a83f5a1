using System.Net;

namespace Patchbay.Sockets;

/// <summary>What to do next: start an attempt, wait, or give up.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Address">The address to start, for <see cref="HappyEyeballsStepKind.Start"/>.</param>
/// <param name="Delay">Wait no longer than this; null: until something happens.</param>
internal readonly record struct HappyEyeballsStep(HappyEyeballsStepKind Kind, IPAddress? Address = null, TimeSpan? Delay = null)
{
    public static HappyEyeballsStep Start(IPAddress address) => new(HappyEyeballsStepKind.Start, address);

    public static HappyEyeballsStep Wait(TimeSpan? delay) => new(HappyEyeballsStepKind.Wait, Delay: delay);

    public static HappyEyeballsStep Exhausted { get; } = new(HappyEyeballsStepKind.Exhausted);
}
