namespace Patchbay.Services.Transfer;

/// <summary>Sees what a mirror does. Called from several threads at once.</summary>
internal interface IMirrorObserver : ITransferObserver
{
    /// <summary>A step is done.</summary>
    void Done(MirrorStep step);

    /// <summary>A step could not be done; the others go on.</summary>
    void Failed(MirrorStep step, Exception error);
}
