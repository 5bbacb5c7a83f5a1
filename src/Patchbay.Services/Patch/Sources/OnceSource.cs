namespace Patchbay.Services.Patch;

/// <summary>An end that is there once: a connection or descriptor that we inherited.</summary>
/// <param name="open">Opens it; is given the end at the other side, where that is there already.</param>
sealed class OnceSource(Func<PatchEnd?, CancellationToken, ValueTask<PatchEnd>> open) : EndSource
{
    public override bool IsSpent => _isSpent;

    volatile bool _isSpent;

    public override async ValueTask<PatchEnd?> NextAsync(PatchEnd? peer, CancellationToken cancellationToken)
    {
        if (_isSpent)
        {
            throw new EndException(EndFailure.Failed, "an inherited connection serves one patch, and it is over", "Start the program anew for another, or hand it a listening socket.");
        }

        _isSpent = true;
        return await open(peer, cancellationToken);
    }
}
