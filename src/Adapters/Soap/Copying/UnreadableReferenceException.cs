namespace Hub.Soap.Copying;

/// <summary>Something a WSDL refers to is not there, or is not to be read; the rest may do without.</summary>
internal sealed class UnreadableReferenceException(string message) : Exception(message);
