namespace Patchbay.Services.Transfer;

/// <summary>Sees a transfer move.</summary>
internal interface ITransferObserver
{
    /// <summary>It begins, or begins anew.</summary>
    /// <param name="offset">Bytes that were there already.</param>
    /// <param name="total">Of the whole file; null where it is not known.</param>
    void Begins(long offset, long? total);

    /// <summary>So many more bytes have moved.</summary>
    void Moved(int bytes);
}
