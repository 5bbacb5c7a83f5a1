using System.Diagnostics.Tracing;

namespace Patchbay.Services.Transfer;

/// <summary>Tells when HttpClient has sent a request: nothing else of it does. Of every request of the process, so only where one transfer runs.</summary>
internal sealed class HttpPhases(TransferTiming timing) : EventListener
{
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Net.Http")
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base class's constructor tells of sources before ours has run.
        if (eventData.EventName is "RequestHeadersStop" or "RequestContentStop")
        {
            timing?.Mark(TransferPhase.RequestSent);
        }
    }
}
