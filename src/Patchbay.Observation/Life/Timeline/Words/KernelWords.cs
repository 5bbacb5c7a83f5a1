namespace Patchbay.Observation;

/// <summary>What the kernel did by itself in words.</summary>
static class KernelWords
{
    public static string Of(KernelEvent one) => one.Step switch
    {
        KernelStep.Retransmitted => "the kernel sends a segment again",
        KernelStep.ResetSent => "the kernel sends RST",
        _ => "RST came",
    };
}
