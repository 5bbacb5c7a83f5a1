namespace Patchbay.Services.Transfer;

/// <summary>Lets who sends a body tell who waits for the answer that something moves. Thread-safe.</summary>
internal sealed class Activity
{
    volatile Action _happened = static () => { };

    public void Set(Action happened) => _happened = happened;

    public void Happened()
    {
        try
        {
            _happened();
        }
        catch (ObjectDisposedException)
        {
            // The answer came before the body was sent.
        }
    }
}
