namespace Hub.Soap.Xsd;

/// <summary>A WSDL or schema cannot be used; the message says why and names the file.</summary>
internal sealed class InvalidContractException(string message) : Exception(message);
