namespace Patchbay.Probing;

/// <summary>Takes what happens while hosts are pinged. Called from the run's thread, one call at a time: it has to return soon and must not throw.</summary>
public interface IPingSink
{
    /// <summary>A request was sent.</summary>
    void Sent(int target, long number);

    /// <summary>Something happened to a request.</summary>
    void Happened(PingEvent one);
}
